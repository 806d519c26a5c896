--[[
  Gives back what was taken for a message that was not accepted.

    KEYS[1] counts

    ARGV[1] minute    ARGV[2] quarter
]]
for _, field in ipairs({ 'm' .. ARGV[1], 'q' .. ARGV[2] }) do
  if tonumber(redis.call('HGET', KEYS[1], field) or '0') > 0 then redis.call('HINCRBY', KEYS[1], field, -1) end
end
return 1
