--[[
  Takes an operation that nobody goes on with: one that was just made, or whose process is silent for too long.

    KEYS[1] operation

    ARGV[1] who takes it    ARGV[2] for how long, ms

    returns its document, or nil when somebody has it or it is gone
]]
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'document', 'owner', 'until')
if not known[1] then return nil end
if known[2] and known[2] ~= ARGV[1] and tonumber(known[3]) > now then return nil end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', now + tonumber(ARGV[2]))
return known[1]
