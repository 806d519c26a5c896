--[[
  Tells a session that waits on an open connection that its lane has mail.

    KEYS[1] idle sessions of the lane

    ARGV[1] lane
    ARGV[2] prefix of the wake channels

    returns 1 a session was told, 0 nobody waits there
]]
local worker = redis.call('LPOP', KEYS[1])
if not worker then return 0 end
redis.call('PUBLISH', ARGV[2] .. worker, ARGV[1])
return 1
