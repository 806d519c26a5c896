--[[
  Keeps a lease alive.

    KEYS[1] leases

    ARGV[1] lease id    ARGV[2] lease time in ms

    returns 1 kept, 0 it had run out: somebody else may hold its place
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local expires = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not expires or tonumber(expires) <= now then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
return 1
