--[[
  Notes what became of an attempt. An endpoint that fails several times in a row falls asleep, longer each time; failures of the same
  moment count once.
  KEYS[1] state of the endpoint    KEYS[2] its last attempts    KEYS[3] its last events that were given up
  ARGV[1] taken, failed, given-up (without an attempt), or note (changes nothing but the list)
  ARGV[2] the attempt as JSON     ARGV[3] the payload          ARGV[4] 1 = the event is given up
  ARGV[5] attempts kept           ARGV[6] given up kept
  ARGV[7] failures in a row before it sleeps    ARGV[8] first sleep, ms    ARGV[9] longest sleep, ms    ARGV[10] at least this sleep, ms
  Returns { failures in a row before (taken) or now, milliseconds it sleeps from now, 1 = it fell asleep with this failure }
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 'a', ARGV[2], 'p', ARGV[3])
if ARGV[4] == '1' then
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[6], '*', 'a', ARGV[2], 'p', ARGV[3])
  redis.call('HINCRBY', KEYS[1], 'given_up', 1)
end
local streak = tonumber(redis.call('HGET', KEYS[1], 'streak') or '0')
if ARGV[1] == 'taken' then
  redis.call('HINCRBY', KEYS[1], 'taken', 1)
  redis.call('HSET', KEYS[1], 'last_success', now)
  redis.call('HDEL', KEYS[1], 'streak', 'failing_since', 'asleep_until')
  return { streak, 0, 0 }
end
if ARGV[1] ~= 'failed' then return { streak, 0, 0 } end
redis.call('HINCRBY', KEYS[1], 'failed', 1)
redis.call('HSETNX', KEYS[1], 'failing_since', now)
local counted = 0
local asleepUntil = tonumber(redis.call('HGET', KEYS[1], 'asleep_until') or '0')
if asleepUntil > now then
  if now + ARGV[10] <= asleepUntil then return { streak, asleepUntil - now, 0 } end
else
  counted = 1
  streak = redis.call('HINCRBY', KEYS[1], 'streak', 1)
end
local sleep = tonumber(ARGV[10])
if streak >= tonumber(ARGV[7]) then
  local grown = math.min(ARGV[8] * 2 ^ math.min(streak - ARGV[7], 30), tonumber(ARGV[9]))
  sleep = math.max(sleep, math.floor(grown))
end
if sleep > 0 then redis.call('HSET', KEYS[1], 'asleep_until', string.format('%.0f', now + sleep)) end
return { streak, sleep, streak == tonumber(ARGV[7]) and counted or 0 }
