--[[
  Lifts a suspension and tells everybody.

    KEYS[1] suspensions

    ARGV[1] its id    ARGV[2] channel

    returns the suspension as JSON, or nil when there is none
]]
local known = redis.call('HGET', KEYS[1], ARGV[1])
if not known then return nil end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], redis.call('HINCRBY', KEYS[1], 'version', 1))
return known
