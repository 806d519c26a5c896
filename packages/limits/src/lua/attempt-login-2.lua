--[[
  Looks whether a login may be tried now, and counts it as failed in the same moment if asked to: many at once are seen one after the other.
  KEYS[1] failures of the address
  KEYS[2] failures of the account
  ARGV[1] how long a failure counts (ms)
  ARGV[2] failures without a delay
  ARGV[3] delay after these (ms), doubling with each further one
  ARGV[4] longest delay of an address (ms)
  ARGV[5] longest delay of an account (ms)
  ARGV[6] from so many failures on an address is blocked
  ARGV[7] 1 to count this one, unless it may not be tried
  Returns ms until it may be tried.
]]
local window = tonumber(ARGV[1])
local function read(key, longest)
  local failures = tonumber(redis.call("GET", key) or 0)
  local since_last = window - math.max(0, redis.call("PTTL", key))
  local over = failures - tonumber(ARGV[2])
  local delay = 0
  if over >= 0 then
    delay = math.min(tonumber(ARGV[3]) * 2 ^ math.min(over, 20), tonumber(longest))
  end
  return failures, delay, since_last
end
local failures, address_delay, address_since = read(KEYS[1], ARGV[4])
local _, account_delay, account_since = read(KEYS[2], ARGV[5])
local address_wait = address_delay - address_since
if failures >= tonumber(ARGV[6]) then
  -- Also where the key has no end, which only a hand can make.
  address_wait = math.max(1, window - address_since)
end
local wait = math.max(0, address_wait, account_delay - account_since)
if ARGV[7] == "1" and wait == 0 then
  for i = 1, 2 do
    redis.call("INCR", KEYS[i])
    redis.call("PEXPIRE", KEYS[i], window)
  end
end
return wait
