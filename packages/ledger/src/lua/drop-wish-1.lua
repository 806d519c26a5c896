--[[
  Forgets a wish that cannot come true.

    KEYS[1] ledger

    ARGV[1] delivery index    ARGV[2] wish id

    returns 1 forgotten, 0 it is another one by now, or coming true
]]
local wish = redis.call('HGET', KEYS[1], 'w' .. ARGV[1])
if not wish or string.find(wish, ARGV[2] .. ' ', 1, true) ~= 1 then return 0 end
if redis.call('HGET', KEYS[1], 's' .. ARGV[1]) == 'held ' .. ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], 'w' .. ARGV[1])
