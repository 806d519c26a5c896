--[[
  Gives a site's lease back and names the one lane that has waited longest for it.

    KEYS[1] leases    KEYS[2] waiting lanes    KEYS[3] holders: lease → lane

    ARGV[1] lease id

    returns the lane to be offered a ticket, or nil
]]
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
local first = redis.call('ZPOPMIN', KEYS[2])
return first[1]
