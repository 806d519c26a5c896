--[[
  Keeps a lease alive. One that has lapsed is kept as long as nobody has taken its place: Redis may have been away. One that is
  not there any more, for Redis may have lost its last writes, comes back when there is room.

    KEYS[1] leases

    ARGV[1] lease id    ARGV[2] lease time in ms    ARGV[3] most leases with this one when it is not there, 0 = it does not come back

    returns 1 kept, 0 it is gone: somebody else may hold its place
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
return 1
