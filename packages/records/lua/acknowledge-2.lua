-- Acknowledges entries for a group, then removes from the stream what every group has read and acknowledged.
-- KEYS stream, counts
-- ARGV group, entry ids …
-- returns number of entries removed
local ids = {}
for i = 2, #ARGV do ids[#ids + 1] = ARGV[i] end
local acknowledged = redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
redis.call('HINCRBY', KEYS[2], 'acknowledged:' .. ARGV[1], acknowledged)

local function split(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end

-- The first id some group still needs: its oldest entry in hand, else the one after the last it was given.
local minMs, minSeq
for _, info in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = {}
  for i = 1, #info, 2 do group[info[i]] = info[i + 1] end
  local ms, seq
  if group['pending'] > 0 then
    ms, seq = split(redis.call('XPENDING', KEYS[1], group['name'])[2])
  else
    ms, seq = split(group['last-delivered-id'])
    seq = seq + 1
  end
  if minMs == nil or ms < minMs or (ms == minMs and seq < minSeq) then minMs, minSeq = ms, seq end
end
if minMs == nil then return 0 end
local removed = redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-%.0f', minMs, minSeq))
if removed > 0 then redis.call('HINCRBY', KEYS[2], 'trimmed', removed) end
return removed
