-- Makes the group at the beginning of the stream; when it is there, forgets its consumers that are long gone and left nothing.
-- KEYS stream, counts
-- ARGV group, milliseconds after which a consumer is long gone
-- returns 1 when made, else 0
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err then
  if not string.find(made.err, 'BUSYGROUP') then return made end
  for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local consumer = {}
    for i = 1, #info, 2 do consumer[info[i]] = info[i + 1] end
    -- One that left something stays until it is taken over: removing it would lose its entries.
    if consumer['pending'] == 0 and consumer['idle'] > tonumber(ARGV[2]) then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer['name'])
    end
  end
  return 0
end
-- What other groups had read and trimmed before this one came is nothing it lost.
local trimmed = redis.call('HGET', KEYS[2], 'trimmed') or '0'
redis.call('HSET', KEYS[2], 'before:' .. ARGV[1], trimmed, 'acknowledged:' .. ARGV[1], '0', 'dropped:' .. ARGV[1], '0')
return 1
