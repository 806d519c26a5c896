-- Acknowledges entries for a group, then removes from the stream what every group has read and acknowledged, unless it is quite new.
-- A group with limited patience holds nothing back that is older.
-- KEYS stream, counts
-- ARGV group, milliseconds an entry stays at least, entry ids …
-- returns number of entries removed
if #ARGV > 2 then
  local ids = {}
  for i = 3, #ARGV do ids[#ids + 1] = ARGV[i] end
  local acknowledged = redis.call('XACK', KEYS[1], ARGV[1], unpack(ids))
  redis.call('HINCRBY', KEYS[2], 'acknowledged:' .. ARGV[1], acknowledged)
end
if redis.call('XLEN', KEYS[1]) == 0 then return 0 end

local function split(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end

local now = redis.call('TIME')
local nowMs = now[1] * 1000 + math.floor(now[2] / 1000)
local minMs, minSeq = nowMs - ARGV[2] + 1, 0
-- The first id some group still needs: its oldest entry in hand, else the one after the last it was given.
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
  local patience = tonumber(redis.call('HGET', KEYS[2], 'patience:' .. group['name']))
  if patience and ms < nowMs - patience then ms, seq = nowMs - patience, 0 end
  if ms < minMs or (ms == minMs and seq < minSeq) then minMs, minSeq = ms, seq end
end
local removed = redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-%.0f', minMs, minSeq))
if removed > 0 then redis.call('HINCRBY', KEYS[2], 'trimmed', removed) end
return removed
