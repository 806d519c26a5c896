--[[
  Asks for a session because the lane was given mail. A session that waits on an open connection is told; entries of sessions whose
  time is over, and of workers that nobody hears any more, are dropped on the way. Otherwise a ticket is needed, unless every
  connection of the lane is in use (whoever holds one looks at the lane again after giving it back) or the lane sleeps after an outage
  (whoever counted it leaves a timed ticket). While sessions are at work they will most likely come first: then it is enough that
  somebody looks soon whether they do.

    KEYS[1] idle sessions of the lane    KEYS[2] connection leases    KEYS[3] lane state

    ARGV[1] prefix of the wake channels    ARGV[2] most connections
    ARGV[3] 1 = the number of receivers can be trusted (in a cluster only those on this node are counted)

    returns 1 somebody will come, 0 a ticket is needed, 2 a look soon is enough
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
while true do
  local last = redis.call('ZPOPMAX', KEYS[1])
  if not last[1] then break end
  if tonumber(last[2]) <= now then
    redis.call('DEL', KEYS[1])
    break
  end
  local worker = string.match(last[1], '^(.*):')
  if redis.call('PUBLISH', ARGV[1] .. worker, last[1]) > 0 or ARGV[3] ~= '1' then return 1 end
end
local wakes = redis.call('HGET', KEYS[3], 'until')
if wakes and tonumber(wakes) > now then return 1 end
local sessions = redis.call('ZCOUNT', KEYS[2], '(' .. now, '+inf')
if sessions >= tonumber(ARGV[2]) then return 1 end
if sessions > 0 then return 2 end
return 0
