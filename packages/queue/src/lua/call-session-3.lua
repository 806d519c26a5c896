--[[
  Asks for a session because the lane was given mail. A session that waits on an open connection is told. Otherwise a ticket is
  needed, unless every connection of the lane is in use (whoever gives one back looks at the lane again) or the lane sleeps after
  an outage (whoever counted it left a timed ticket).

    KEYS[1] idle sessions of the lane    KEYS[2] connection leases    KEYS[3] lane state

    ARGV[1] lane    ARGV[2] prefix of the wake channels    ARGV[3] most connections

    returns 0 a ticket is needed, 1 a session was told, 2 none can come before one that will
]]
local worker = redis.call('LPOP', KEYS[1])
if worker then
  redis.call('PUBLISH', ARGV[2] .. worker, ARGV[1])
  return 1
end
local max = tonumber(ARGV[3])
local wakes = redis.call('HGET', KEYS[3], 'until')
if not wakes and redis.call('ZCARD', KEYS[2]) < max then return 0 end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if wakes and tonumber(wakes) > now then return 2 end
if redis.call('ZCOUNT', KEYS[2], '(' .. now, '+inf') < max then return 0 end
return 2
