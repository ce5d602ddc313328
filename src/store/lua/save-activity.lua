--[[
  Keeps what was read of the activity log, unless somebody else has read on meanwhile.

  KEYS[1] place (string)   KEYS[2] last uses (hash)   KEYS[3] told changes (sorted set)
  KEYS[4] changes that have been read (sorted set)
  ARGV[1] JSON:
    before    the place as it was when it was read; an empty string for none
    place     the place after this page
    uses      [{ user, at }]        at in ms; a later one that is stored stays
    told      [{ key, at }]         changes that have been told, so that each is told once
    forget    told changes up to this moment (ms) are forgotten
    read      [{ key, at }]         changes that have been read, told or not
    forgetRead  of those, the ones before this moment (ms) are forgotten
    mostRead    of those, no more than so many are kept, the newest
  Answers 1 when it is written, 0 when the place has moved on.
]]
local page = cjson.decode(ARGV[1])
if (redis.call('GET', KEYS[1]) or '') ~= page.before then
  return 0
end
redis.call('SET', KEYS[1], page.place)
for _, use in ipairs(page.uses) do
  local stored = tonumber(redis.call('HGET', KEYS[2], use.user) or '0')
  if use.at > stored then
    redis.call('HSET', KEYS[2], use.user, string.format('%.0f', use.at))
  end
end
for _, change in ipairs(page.told) do
  redis.call('ZADD', KEYS[3], string.format('%.0f', change.at), change.key)
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', page.forget))
for _, change in ipairs(page.read) do
  redis.call('ZADD', KEYS[4], string.format('%.0f', change.at), change.key)
end
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('(%.0f', page.forgetRead))
redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -(page.mostRead + 1))
return 1
