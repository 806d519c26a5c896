--[[
  Ends a lane's sleep after an outage, so that it is probed now. The outage itself stands until a server answers, and still
  only one session may probe.

    KEYS[1] lane state

    returns 1 it was asleep, 0 it was not
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local ends = redis.call('HGET', KEYS[1], 'until')
if not ends or tonumber(ends) <= now then return 0 end
redis.call('HSET', KEYS[1], 'until', now)
return 1
