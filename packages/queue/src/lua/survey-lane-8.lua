--[[
  Reads how a lane stands.

    KEYS[1] wait list        KEYS[2] delayed set      KEYS[3] active list
    KEYS[4] lane state       KEYS[5] leases           KEYS[6] burst
    KEYS[7] outages          KEYS[8] held

    returns { now, waiting, delayed, next due (ms, 0 = none), active, sessions, held, burst pause until, outage until, streak, error, outages }
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local due = 0
if first[2] then due = math.floor(tonumber(first[2]) / 4096) end
local state = redis.call('HMGET', KEYS[4], 'until', 'streak', 'error')
local function text(v) return v or '' end
return {
  now,
  redis.call('LLEN', KEYS[1]),
  redis.call('ZCARD', KEYS[2]),
  due,
  redis.call('LLEN', KEYS[3]),
  redis.call('ZCOUNT', KEYS[5], '(' .. now, '+inf'),
  redis.call('ZCARD', KEYS[8]),
  text(redis.call('HGET', KEYS[6], 'pauseUntil')),
  text(state[1]), text(state[2]), text(state[3]),
  redis.call('LRANGE', KEYS[7], 0, 0),
}
