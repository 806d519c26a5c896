--[[
  Takes a connection lease on a lane: no connection to its servers without one. While the lane is in an outage only one
  session may probe, and not before the outage's end.

    KEYS[1] leases    KEYS[2] lane state    KEYS[3] outages    KEYS[4] holders: lease → since

    ARGV[1] most connections    ARGV[2] lease id    ARGV[3] lease time in ms
    ARGV[4] ARGV[5] Redis has been heard without a break from then to then, ms

    returns { what, now, until, streak, outages }
      what 1 granted, 0 full, -1 in an outage until, -2 after a break: nobody knows yet who holds a lease; ask again then
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local state = redis.call('HMGET', KEYS[2], 'until', 'streak', 'cap', 'capUntil')
-- asked again because the answer was lost: it has been granted
local again = redis.call('ZSCORE', KEYS[1], ARGV[2])
local ends = tonumber(state[1] or 0)
if ends > now then return { -1, now, ends, tonumber(state[2] or 0), {} } end
local streak = tonumber(state[2] or 0)
local max = tonumber(ARGV[1])
if streak > 0 then
  max = 1
elseif state[4] and tonumber(state[4]) > now then
  max = math.min(max, tonumber(state[3]))
end
local from = tonumber(ARGV[4])
if not again and (now < from or now > tonumber(ARGV[5])) then return { -2, now, math.max(from, now + 500), streak, {} } end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not again and redis.call('ZCARD', KEYS[1]) >= max then return { 0, now, 0, streak, {} } end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[2])
redis.call('HSETNX', KEYS[4], ARGV[2], now)
if redis.call('HLEN', KEYS[4]) > redis.call('ZCARD', KEYS[1]) then
  -- some ran out and were never given back
  for _, id in ipairs(redis.call('HKEYS', KEYS[4])) do
    if not redis.call('ZSCORE', KEYS[1], id) then redis.call('HDEL', KEYS[4], id) end
  end
end
return { 1, now, 0, streak, redis.call('LRANGE', KEYS[3], 0, -1) }
