--[[
  Counts a hard bounce of an address. The same one twice counts once.

    KEYS[1] zset: bounce -> when

    ARGV[1] name of the bounce
    ARGV[2] Unix ms now
    ARGV[3] how long it counts, ms

    returns how many there are within that time
]]
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tonumber(ARGV[2]) - tonumber(ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('ZCARD', KEYS[1])
