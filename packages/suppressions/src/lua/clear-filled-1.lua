--[[
  Says that the list is empty, unless something was put on it meanwhile.

    KEYS[1] count of changes

    ARGV[1] the count before the list was found empty

    returns 1 said, 0 something was put on it
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
