-- Makes the group at the beginning of the stream; nothing when it is there.
-- KEYS stream, counts
-- ARGV group
-- returns 1 when made, else 0
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err then
  if string.find(made.err, 'BUSYGROUP') then return 0 end
  return made
end
-- What other groups had read and trimmed before this one came is nothing it lost.
local trimmed = redis.call('HGET', KEYS[2], 'trimmed') or '0'
redis.call('HSET', KEYS[2], 'before:' .. ARGV[1], trimmed, 'acknowledged:' .. ARGV[1], '0', 'dropped:' .. ARGV[1], '0')
return 1
