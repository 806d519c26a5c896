--[[
  Enters a suspension and tells everybody. One whose time is over makes room for a new one.

    KEYS[1] suspensions

    ARGV[1] its id    ARGV[2] the suspension as JSON    ARGV[3] channel

    returns the new version, 0 when its target is suspended already
]]
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
  local t = redis.call('TIME')
  local untilMs = cjson.decode(known)['untilMs']
  if not untilMs or untilMs > t[1] * 1000 + math.floor(t[2] / 1000) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('PUBLISH', ARGV[3], version)
return version
