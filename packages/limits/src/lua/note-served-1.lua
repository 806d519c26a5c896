--[[
  Notes how fast the lane is served: what a session has sent, and how long that kept its connection busy. Both sums fade, by a factor of
  e in ten minutes, so their quotient follows what was lately.

    KEYS[1] lane state

    ARGV[1] deliveries    ARGV[2] milliseconds

    returns the time
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local old = redis.call('HMGET', KEYS[1], 'servedCount', 'servedMs', 'servedAt')
local keep = math.exp(math.min(0, tonumber(old[3] or now) - now) / 600000)
redis.call('HSET', KEYS[1],
  'servedCount', tostring(tonumber(old[1] or 0) * keep + tonumber(ARGV[1])),
  'servedMs', tostring(tonumber(old[2] or 0) * keep + tonumber(ARGV[2])),
  'servedAt', now)
return now
