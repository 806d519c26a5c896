--[[
  Asks to start one delivery in the lane's burst. A burst is at most so many deliveries over all sessions together; when
  the last of them has ended the lane pauses, then a new burst begins. A lane idle for that long starts afresh.

    KEYS[1] burst    KEYS[2] deliveries under way

    ARGV[1] most deliveries in a burst    ARGV[2] pause in ms    ARGV[3] delivery id    ARGV[4] lease time in ms
    ARGV[5] ARGV[6] Redis has been heard without a break from then to then, ms

    returns { 1, 0 } go on
            { 0, until } pausing, ms of Redis' clock
            { -1, 0 } full, and its last deliveries are still under way
    and the time as third
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local max, pause = tonumber(ARGV[1]), tonumber(ARGV[2])
local b = redis.call('HMGET', KEYS[1], 'started', 'endedAt', 'pauseUntil')
local started, endedAt, pauseUntil = tonumber(b[1] or 0), tonumber(b[2] or 0), tonumber(b[3] or 0)
if pauseUntil > now then return { 0, pauseUntil, now } end
-- a delivery whose worker died counts as ended when its lease ran out; while Redis was away nobody could renew it
local trusted = now >= tonumber(ARGV[5]) and now <= tonumber(ARGV[6])
local dead = trusted and redis.call('ZREVRANGEBYSCORE', KEYS[2], now, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
if dead and dead[2] then
  endedAt = math.max(endedAt, tonumber(dead[2]))
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
end
local open = redis.call('ZCARD', KEYS[2])
if open == 0 and started > 0 then
  if pauseUntil > 0 or endedAt + pause <= now then
    started = 0
  elseif started >= max then
    redis.call('HSET', KEYS[1], 'pauseUntil', endedAt + pause, 'endedAt', endedAt)
    return { 0, endedAt + pause, now }
  end
end
if started >= max then return { -1, 0, now } end
redis.call('HSET', KEYS[1], 'started', started + 1, 'endedAt', endedAt, 'pauseUntil', 0)
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[4]), ARGV[3])
redis.call('PEXPIRE', KEYS[1], 3600000 + pause)
redis.call('PEXPIRE', KEYS[2], 3600000 + pause)
return { 1, 0, now }
