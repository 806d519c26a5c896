--[[
  Tells a session that waits on an open connection that its lane has mail. Entries of sessions whose time is over, and of
  workers that nobody hears any more, are dropped on the way.

    KEYS[1] idle sessions of the lane

    ARGV[1] prefix of the wake channels
    ARGV[2] 1 = the number of receivers can be trusted (in a cluster only those on this node are counted)

    returns 1 a session was told, 0 nobody waits there
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
while true do
  local last = redis.call('ZPOPMAX', KEYS[1])
  if not last[1] or tonumber(last[2]) <= now then
    if last[1] then redis.call('DEL', KEYS[1]) end
    return 0
  end
  local worker = string.match(last[1], '^(.*):')
  local receivers = redis.call('PUBLISH', ARGV[1] .. worker, last[1])
  if receivers > 0 or ARGV[2] ~= '1' then return 1 end
end
