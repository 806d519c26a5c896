--[[
  Finds a delivery in its lane.

    KEYS[1] wait list    KEYS[2] delayed set    KEYS[3] active list
    KEYS[4] its job      KEYS[5] its claim      KEYS[6] burst: deliveries under way

    ARGV[1] delivery id    ARGV[2] how many places to look at from the head of the wait list

    returns { 'missing' }
            { 'delayed', due ms, place }                              place from 1
            { 'active', claim token or '', since ms or '', 1 = it has its place in the burst }
            { 'waiting', place from 1, 0 = further back, since ms }
]]
local id = ARGV[1]
local job = redis.call('HMGET', KEYS[4], 'timestamp', 'processedOn')
if not job[1] then return { 'missing' } end
local score = redis.call('ZSCORE', KEYS[2], id)
if score then
  return { 'delayed', math.floor(tonumber(score) / 4096), redis.call('ZRANK', KEYS[2], id) + 1 }
end
local token = redis.call('GET', KEYS[5])
if token or redis.call('LPOS', KEYS[3], id) then
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  -- a place in the burst is the claim's
  local lease = token and redis.call('ZSCORE', KEYS[6], token .. '/' .. id)
  local begun = 0
  if lease and tonumber(lease) > now then begun = 1 end
  return { 'active', token or '', job[2] or '', begun }
end
-- From its right end the list is sent.
local at = redis.call('LPOS', KEYS[1], id, 'RANK', -1, 'MAXLEN', ARGV[2])
if at then return { 'waiting', redis.call('LLEN', KEYS[1]) - at, job[1] } end
return { 'waiting', 0, job[1] }
