--[[
  Decides about a submission that was never heard of again: what was committed stays for good, what was not never will be.

    KEYS[1] mark of the message: committed, kept, void

    ARGV[1] how long the mark is remembered (s)

    returns 1 committed, 0 not
]]
local mark = redis.call('GET', KEYS[1])
if mark and mark ~= 'void' then
  redis.call('SET', KEYS[1], 'kept', 'KEEPTTL')
  return 1
end
redis.call('SET', KEYS[1], 'void', 'EX', ARGV[1])
return 0
