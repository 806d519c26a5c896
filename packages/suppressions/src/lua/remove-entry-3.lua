--[[
  Takes an entry off the list.

    KEYS[1] entries
    KEYS[2] index
    KEYS[3] hits

    ARGV[1] address
    ARGV[2] its name in the index
    ARGV[3] Unix ms now

    returns 1 taken off, 0 it was not there, or had run out
]]
local known = redis.call('HGET', KEYS[1], ARGV[1])
if not known then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[1])
local expiry = tonumber(string.match(known, '^%d+'))
if expiry ~= 0 and expiry <= tonumber(ARGV[3]) then return 0 end
return 1
