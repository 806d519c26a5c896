--[[
  Begins to make a wish come true: from now on no attempt can begin or be written down, until fulfil-wish. Whoever meets the delivery
  meanwhile may go on with it, for everything that is done for a wish may be done twice.

    KEYS[1] ledger

    ARGV[1] delivery index    ARGV[2] wish id

    returns 1 taken (or taken already), 0 another wish, or the final dot of an attempt may have been sent
]]
local state = redis.call('HGET', KEYS[1], 's' .. ARGV[1])
local taken = 'held ' .. ARGV[2]
if state == taken then return 1 end
local wish = redis.call('HGET', KEYS[1], 'w' .. ARGV[1])
if not wish or string.find(wish, ARGV[2] .. ' ', 1, true) ~= 1 then return 0 end
if state ~= 'open' and state ~= 'held' then return 0 end
redis.call('HSET', KEYS[1], 's' .. ARGV[1], taken)
return 1
