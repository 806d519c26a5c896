-- How far a group is, and how many entries the stream's length limit removed before the group had read them.
-- Own arithmetic instead of the group's `lag` and `entries-read`: these lose their meaning, differently in each version of Redis,
-- exactly when entries are removed. Every entry ever added is acknowledged, in hand, unread or dropped; unread can be
-- counted without a walk through the stream when all or none of it is unread, and only in the first case is anything dropped.
-- KEYS stream, counts
-- ARGV group
-- returns {unread, in hand, dropped, moved aside}, or nil without the group
local function map(list)
  local fields = {}
  for i = 1, #list, 2 do fields[list[i]] = list[i + 1] end
  return fields
end

if redis.call('EXISTS', KEYS[1]) == 0 then return nil end
local stream = map(redis.call('XINFO', 'STREAM', KEYS[1]))
local group
for _, info in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local found = map(info)
  if found['name'] == ARGV[1] then group = found end
end
if not group then return nil end

local function after(a, b)
  local aMs, aSeq = string.match(a, '^(%d+)-(%d+)$')
  local bMs, bSeq = string.match(b, '^(%d+)-(%d+)$')
  aMs, aSeq, bMs, bSeq = tonumber(aMs), tonumber(aSeq), tonumber(bMs), tonumber(bSeq)
  return aMs > bMs or (aMs == bMs and aSeq > bSeq)
end

local function count(field) return tonumber(redis.call('HGET', KEYS[2], field) or '0') end
local outstanding = stream['entries-added'] - count('before:' .. ARGV[1]) - count('acknowledged:' .. ARGV[1]) - group['pending']
local dropped = count('dropped:' .. ARGV[1])
local unread
if stream['length'] == 0 or group['last-delivered-id'] == stream['last-generated-id'] then
  unread = 0
elseif after(stream['first-entry'][1], group['last-delivered-id']) then
  unread = stream['length']
end
if unread then
  dropped = outstanding - unread
  redis.call('HSET', KEYS[2], 'dropped:' .. ARGV[1], dropped)
end
return {outstanding - dropped, group['pending'], dropped, count('rejected')}
