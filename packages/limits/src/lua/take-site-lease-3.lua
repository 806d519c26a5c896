--[[
  Takes a connection lease on a site that several lanes share. A lane that finds it full waits in line.

    KEYS[1] leases    KEYS[2] waiting lanes    KEYS[3] holders: lease → lane

    ARGV[1] most connections    ARGV[2] lease id    ARGV[3] lease time in ms    ARGV[4] lane
    ARGV[5] ARGV[6] Redis has been heard without a break from then to then, ms

    returns 1 granted, 0 full, or after a break: nobody knows yet who holds a lease
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local trusted = now >= tonumber(ARGV[5]) and now <= tonumber(ARGV[6])
if trusted then redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now) end
-- asked again because the answer was lost: it has been granted
local again = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not again and (not trusted or redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1])) then
  redis.call('ZADD', KEYS[2], 'NX', now, ARGV[4])
  redis.call('PEXPIRE', KEYS[2], 3600000)
  return 0
end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[4])
redis.call('HSET', KEYS[3], ARGV[2], ARGV[4])
redis.call('PEXPIRE', KEYS[3], 3600000)
if redis.call('HLEN', KEYS[3]) > redis.call('ZCARD', KEYS[1]) then
  -- some ran out and were never given back
  for _, id in ipairs(redis.call('HKEYS', KEYS[3])) do
    if not redis.call('ZSCORE', KEYS[1], id) then redis.call('HDEL', KEYS[3], id) end
  end
end
return 1
