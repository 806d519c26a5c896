--[[
  Begins to make a wish come true: from now on no attempt can begin or be written down, until fulfil-wish. Whoever meets the delivery
  meanwhile may go on with it, for everything that is done for a wish may be done twice.

    KEYS[1] ledger

    ARGV[1] delivery index    ARGV[2] wish id

    returns 1 taken (or taken already), 0 another wish, the final dot of an attempt may have been sent, or an attempt has still to be reported
]]
local state = redis.call('HGET', KEYS[1], 's' .. ARGV[1])
local taken = 'held ' .. ARGV[2]
if state == taken then return 1 end
local wish = redis.call('HGET', KEYS[1], 'w' .. ARGV[1])
if not wish or string.find(wish, ARGV[2] .. ' ', 1, true) ~= 1 then return 0 end
if state ~= 'open' and state ~= 'held' then return 0 end
if string.find(redis.call('HGET', KEYS[1], 'd' .. ARGV[1]), '"reports":', 1, true) then return 0 end
redis.call('HSET', KEYS[1], 's' .. ARGV[1], taken)
return 1
