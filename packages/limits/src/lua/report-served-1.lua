--[[
  A server of the lane served a session: the outage, if any, is over.

    KEYS[1] lane state

    returns the time
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('HSET', KEYS[1], 'okAt', now)
redis.call('HDEL', KEYS[1], 'streak', 'until', 'error')
return now
