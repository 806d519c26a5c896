--[[
  Takes deliveries out of a lane, those that a session has claimed excepted.

    KEYS[1] wait list   KEYS[2] delayed set   KEYS[3] prefix of the queue's keys (all of them carry the lane's hash tag)

    ARGV    delivery ids

    returns how many were there
]]
local near = 200
local removed = 0
for i = 1, #ARGV do
  local id = ARGV[i]
  if redis.call('EXISTS', KEYS[3] .. id .. ':lock') == 0 then
    local found = redis.call('ZREM', KEYS[2], id)
    -- a long list is searched from the end it most likely lies near: whoever goes through a lane begins with its oldest mail
    if found == 0 and redis.call('LPOS', KEYS[1], id, 'MAXLEN', near) then found = redis.call('LREM', KEYS[1], 1, id) end
    if found == 0 then found = redis.call('LREM', KEYS[1], -1, id) end
    if found > 0 then
      redis.call('DEL', KEYS[3] .. id)
      removed = removed + 1
    end
  end
end
return removed
