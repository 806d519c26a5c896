--[[
  Notes how a login went.

    KEYS[1] failures from the address    KEYS[2] failures of the account    KEYS[3] the account at that address

    ARGV[1] 1 it succeeded, 0 it failed    ARGV[2] how long a failure counts, ms    ARGV[3] how long it is known that the account logs in there, ms
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if ARGV[1] == '1' then
  redis.call('HSET', KEYS[3], 'known', 1, 'failures', 0)
  redis.call('HDEL', KEYS[3], 'turn')
  redis.call('PEXPIRE', KEYS[3], ARGV[3])
  return
end
local function count(key)
  local since = tonumber(redis.call('HGET', key, 'failedAt') or 0)
  if since + ARGV[2] <= now then redis.call('HSET', key, 'failures', 0) end
  redis.call('HINCRBY', key, 'failures', 1)
  redis.call('HSET', key, 'failedAt', now)
end
for i = 1, 2 do
  count(KEYS[i])
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
if redis.call('EXISTS', KEYS[3]) == 1 then count(KEYS[3]) end
