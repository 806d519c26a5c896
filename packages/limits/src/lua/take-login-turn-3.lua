--[[
  Gives a login its turn to be looked at. Those that come at once stand in line, whatever process they come to. Where the account has
  logged in before, only what failed there since counts: others who fail in its name, or beside it, keep nobody out.

    KEYS[1] failures from the address    KEYS[2] failures of the account    KEYS[3] the account at that address

    ARGV[1] how long a failure counts, ms    ARGV[2] failures without a delay    ARGV[3] delay after these, ms; doubles with each further one
    ARGV[4] longest delay of an address, ms    ARGV[5] longest delay of an account, ms    ARGV[6] longest wait in line, ms
    ARGV[7] from so many failures on an address is shut out

    returns ms to wait for the turn, which is reserved; 0 nobody has failed too often; -1 the line is too long, or the address shut out
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)

local function read(key, longest)
  local h = redis.call('HMGET', key, 'failures', 'failedAt', 'turn', 'known')
  local failures = tonumber(h[1] or 0)
  if tonumber(h[2] or 0) + ARGV[1] <= now then failures = 0 end
  local over = failures - ARGV[2]
  local turn = 0
  if over >= 0 then
    turn = math.max(now, tonumber(h[3] or 0)) + math.min(ARGV[3] * 2 ^ math.min(over, 20), tonumber(longest))
  end
  return { key = key, failures = failures, turn = turn, known = h[4] }
end

local lines = { read(KEYS[3], ARGV[4]) }
if not lines[1].known then
  lines = { read(KEYS[1], ARGV[4]), read(KEYS[2], ARGV[5]) }
  if lines[1].failures >= tonumber(ARGV[7]) then return -1 end
end
local wait = 0
for _, line in ipairs(lines) do wait = math.max(wait, line.turn - now) end
if wait > tonumber(ARGV[6]) then return -1 end
for _, line in ipairs(lines) do
  if line.turn > 0 then redis.call('HSET', line.key, 'turn', line.turn) end
end
return wait
