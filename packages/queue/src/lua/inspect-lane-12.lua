--[[
  Reads everything about a lane that may hold its mail, for people who ask. Costs the same whatever the backlog.

    KEYS[1] wait list        KEYS[2] delayed set      KEYS[3] active list
    KEYS[4] lane state       KEYS[5] leases           KEYS[6] holders: lease → since
    KEYS[7] burst            KEYS[8] burst: deliveries under way
    KEYS[9] idle sessions    KEYS[10] prefix of the queue's keys (all of them carry the lane's hash tag)
    KEYS[11] outages         KEYS[12] held deliveries

    ARGV[1] how many times of delayed deliveries to sample at most
    ARGV[2] how many deliveries in hand to look at

    returns { now, waiting, active, delayed, held, { due, … }, { lease, …}, { lease, since, … }, { idle lease, … }, { token, … },
              { lane state… }, { started, pauseUntil, under way }, { oldest waiting: id, since } }
    where due is ms, sampled evenly over the ranks, first and last among them, and lane state… = until, streak, error,
    cap, capUntil, site, serveMs, time of the last outage
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local function text(v) return v or '' end

local delayed = redis.call('ZCARD', KEYS[2])
local samples = math.min(delayed, tonumber(ARGV[1]))
local due = {}
for i = 1, samples do
  local rank = samples == 1 and 0 or math.floor((i - 1) * (delayed - 1) / (samples - 1))
  local at = redis.call('ZRANGE', KEYS[2], rank, rank, 'WITHSCORES')
  due[i] = math.floor(tonumber(at[2]) / 4096)
end

local tokens = {}
for _, id in ipairs(redis.call('LRANGE', KEYS[3], 0, tonumber(ARGV[2]) - 1)) do
  local token = redis.call('GET', KEYS[10] .. id .. ':lock')
  if token then tokens[#tokens + 1] = token end
end

local state = redis.call('HMGET', KEYS[4], 'until', 'streak', 'error', 'cap', 'capUntil', 'site', 'serveMs')
for i = 1, 7 do state[i] = text(state[i]) end
state[8] = text(redis.call('LINDEX', KEYS[11], 0))
local burst = redis.call('HMGET', KEYS[7], 'started', 'pauseUntil')
local oldest = redis.call('LINDEX', KEYS[1], -1)
local since = oldest and redis.call('HGET', KEYS[10] .. oldest, 'timestamp')
return {
  now,
  redis.call('LLEN', KEYS[1]),
  redis.call('LLEN', KEYS[3]),
  delayed,
  redis.call('ZCARD', KEYS[12]),
  due,
  redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. now, '+inf'),
  redis.call('HGETALL', KEYS[6]),
  redis.call('ZRANGEBYSCORE', KEYS[9], '(' .. now, '+inf'),
  tokens,
  state,
  { text(burst[1]), text(burst[2]), redis.call('ZCOUNT', KEYS[8], '(' .. now, '+inf') },
  { text(oldest), text(since) },
}
