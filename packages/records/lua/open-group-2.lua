-- Makes the group where it shall begin; when it is there, forgets its consumers that are long gone and left nothing.
-- KEYS stream, counts
-- ARGV group, milliseconds after which a consumer is long gone, entry id to begin after, milliseconds the stream keeps for the group at
--   most (0 = no limit)
-- returns 1 when made, else 0
if ARGV[4] == '0' then
  redis.call('HDEL', KEYS[2], 'patience:' .. ARGV[1])
else
  redis.call('HSET', KEYS[2], 'patience:' .. ARGV[1], ARGV[4])
end
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[3], 'MKSTREAM')
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
local before = tonumber(redis.call('HGET', KEYS[2], 'trimmed') or '0')
if ARGV[3] ~= '0' then
  -- Nor is what came before its beginning. What comes after is counted a page at a time; beyond 20,000 it does not matter.
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'entries-added' then before = info[i + 1] end
  end
  local from = ARGV[3]
  for page = 1, 40 do
    local entries = redis.call('XRANGE', KEYS[1], '(' .. from, '+', 'COUNT', 500)
    before = before - #entries
    if #entries < 500 then break end
    from = entries[500][1]
  end
end
redis.call('HSET', KEYS[2], 'before:' .. ARGV[1], before, 'acknowledged:' .. ARGV[1], '0', 'dropped:' .. ARGV[1], '0')
return 1
