--[[
  Lets submitters know that a session waits on an open connection, and looks at the lane: what is added from now on finds it.

    KEYS[1] idle sessions of the lane    KEYS[2] wait list

    ARGV[1] session: worker id, colon, number
    ARGV[2] how long it waits, ms

    returns how many deliveries wait
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[2]), redis.call('PTTL', KEYS[1])))
return redis.call('LLEN', KEYS[2])
