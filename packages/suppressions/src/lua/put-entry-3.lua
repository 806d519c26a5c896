--[[
  Puts an entry on the list.

    KEYS[1] entries
    KEYS[2] index
    KEYS[3] hits

    ARGV[1] address
    ARGV[2] its name in the index
    ARGV[3] value: expiry, blank, JSON
    ARGV[4] Unix ms now
    ARGV[5] what to leave as it is: "manual" an entry made by hand, "any" every entry, "" none

    returns 0 new, 1 replaced, 2 left as it was
]]
local known = redis.call('HGET', KEYS[1], ARGV[1])
local expiry = known and tonumber(string.match(known, '^%d+'))
local standing = known and (expiry == 0 or expiry > tonumber(ARGV[4]))
if standing and (ARGV[5] == 'any' or ARGV[5] == 'manual' and string.find(known, '"source":"manual"', 1, true)) then
  return 2
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('ZADD', KEYS[2], 0, ARGV[2])
if standing then return 1 end
redis.call('HDEL', KEYS[3], ARGV[1])
return 0
