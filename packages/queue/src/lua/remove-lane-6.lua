--[[
  Removes every key of a lane in which nothing is left.

    KEYS[1] wait list   KEYS[2] delayed set   KEYS[3] active list   KEYS[4] leases
    KEYS[5] prefix of the queue's keys (all of them carry the lane's hash tag)
    KEYS[6] prefix of the lane's own keys

    ARGV    endings: first the queue's, then '|', then the lane's

    returns 1 removed, 0 not empty
]]
if redis.call('LLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2]) + redis.call('LLEN', KEYS[3]) + redis.call('ZCARD', KEYS[4]) > 0 then
  return 0
end
local prefix = KEYS[5]
for i = 1, #ARGV do
  if ARGV[i] == '|' then prefix = KEYS[6] else redis.call('DEL', prefix .. ARGV[i]) end
end
return 1
