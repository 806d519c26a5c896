--[[
  A wish has come true.

    KEYS[1] ledger    KEYS[2] body    KEYS[3] tells for a while which wish came true last

    ARGV[1] delivery index    ARGV[2] wish id
    ARGV[3] new state: open, held, delivered, failed
    ARGV[4] the delivery as JSON; empty = unchanged
    ARGV[5] why it is held, as JSON; empty = it is not
    ARGV[6] how long KEYS[3] tells, seconds

    returns 0 written
            1 written, and it was the last open delivery: ledger and body are gone
           -1 the wish is not being fulfilled (any more)
]]
local n = ARGV[1]
if redis.call('HGET', KEYS[1], 's' .. n) ~= 'held ' .. ARGV[2] then return -1 end
redis.call('HDEL', KEYS[1], 'w' .. n, 'h' .. n)
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'd' .. n, ARGV[4]) end
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'h' .. n, ARGV[5]) end
redis.call('HSET', KEYS[1], 's' .. n, ARGV[3])
redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[6])
if (ARGV[3] == 'delivered' or ARGV[3] == 'failed') and redis.call('HINCRBY', KEYS[1], 'open', -1) <= 0 then
  redis.call('DEL', KEYS[1], KEYS[2])
  return 1
end
return 0
