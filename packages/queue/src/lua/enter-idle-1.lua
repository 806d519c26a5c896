--[[
  Lets submitters know that a session waits on an open connection.

    KEYS[1] idle sessions of the lane

    ARGV[1] session: worker id, colon, number
    ARGV[2] how long it waits, ms
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[2]), redis.call('PTTL', KEYS[1])))
return 1
