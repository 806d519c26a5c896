--[[
  Counts an outage of a lane, once for all sessions that saw it. Not counted while others of the lane are connected
  and sending: then the server only refuses more, and the lane keeps to fewer connections for a while.

    KEYS[1] lane state    KEYS[2] outages    KEYS[3] leases

    ARGV[1] streak the session saw when it took its lease
    ARGV[2] milliseconds to sleep    ARGV[3] error    ARGV[4] lease id    ARGV[5] how long the cap holds, ms

    returns { what, until or cap, time of the outage }   what 1 counted, 0 counted already by another, 2 capped instead
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local state = redis.call('HMGET', KEYS[1], 'streak', 'until', 'okAt')
local streak = tonumber(state[1] or 0)
if streak ~= tonumber(ARGV[1]) then return { 0, tonumber(state[2] or now), tonumber(redis.call('LINDEX', KEYS[2], 0) or now) } end
local others = redis.call('ZCOUNT', KEYS[3], '(' .. now, '+inf')
if redis.call('ZSCORE', KEYS[3], ARGV[4]) then others = others - 1 end
if streak == 0 and others > 0 and state[3] and tonumber(state[3]) > now - 60000 then
  redis.call('HSET', KEYS[1], 'cap', others, 'capUntil', now + tonumber(ARGV[5]))
  return { 2, others, now }
end
local ends = now + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], 'streak', streak + 1, 'until', ends, 'error', ARGV[3])
redis.call('HDEL', KEYS[1], 'okAt', 'cap', 'capUntil')
redis.call('LPUSH', KEYS[2], now)
redis.call('LTRIM', KEYS[2], 0, 511)
return { 1, ends, now }
