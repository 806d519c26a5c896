--[[
  Writes down how far an operation has come, as long as it is ours.

    KEYS[1] operation

    ARGV[1] who has it    ARGV[2] document    ARGV[3] for how long it stays ours, ms    ARGV[4] for how long it is kept, ms

    returns 1 written, 0 it is somebody else's by now
]]
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('HSET', KEYS[1], 'document', ARGV[2], 'until', now + tonumber(ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
