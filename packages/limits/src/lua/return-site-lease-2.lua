--[[
  Gives a site's lease back and names the one lane that has waited longest for it.

    KEYS[1] leases    KEYS[2] waiting lanes

    ARGV[1] lease id

    returns the lane to be offered a ticket, or nil
]]
redis.call('ZREM', KEYS[1], ARGV[1])
local first = redis.call('ZPOPMIN', KEYS[2])
return first[1]
