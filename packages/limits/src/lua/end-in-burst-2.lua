--[[
  Ends one delivery of a burst; the last one of a full burst starts the pause.

    KEYS[1] burst    KEYS[2] deliveries under way

    ARGV[1] most deliveries in a burst    ARGV[2] pause in ms    ARGV[3] place: claim token and delivery id
    ARGV[4] 1 = it was sent, 0 = it never reached the server and does not count

    returns the pause's end in ms of Redis' clock, 0 = no pause; and the time
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if redis.call('ZREM', KEYS[2], ARGV[3]) == 0 then return { 0, now } end
if ARGV[4] == '0' then
  redis.call('HINCRBY', KEYS[1], 'started', -1)
  return { 0, now }
end
redis.call('HSET', KEYS[1], 'endedAt', now)
local started = tonumber(redis.call('HGET', KEYS[1], 'started') or 0)
if started >= tonumber(ARGV[1]) and redis.call('ZCARD', KEYS[2]) == 0 then
  local ends = now + tonumber(ARGV[2])
  redis.call('HSET', KEYS[1], 'pauseUntil', ends)
  return { ends, now }
end
return { 0, now }
