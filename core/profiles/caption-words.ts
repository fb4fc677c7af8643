/** Words that captions of people, styles and things are full of; lower case, as ai-toolkit compares letters exactly. */
export const captionWords: readonly string[] = `
  a about above action adult against all an and animal another art artist artistic artwork at auburn background bag
  beach beard beautiful bed bedroom behind below beside between bicycle black blonde blouse blue body book boots bottle
  boy bridge bright brown brunette building camera car cartoon casual cat chair character child children city clothes
  clothing cloud clouds coat coffee color colorful comic computer couch crowd cup curly cute dark day desk detailed dog
  door down drawing dress earrings elegant eyes face fashion fashionable female flower flowers food foreground forest
  from front full garden gentleman girl glasses grass gray green group hair hand handsome hands hat head holding horse
  house human illustration image in indoors jacket jeans kitchen lady landscape laughing leather leg light lighting
  lips little long looking makeup male man mask medium men mirror model modern mountain mouth natural near necklace
  neutral night nose office old on orange outdoor outdoors outfit over painting pants park party path people person
  phone photo photograph photographer photographic photography picture pink plant pose posing portrait professional
  purple quality rain realistic red restaurant river road room scarf sea serious shadow shirt shoes short shot side
  sitting skin skirt sky sleeves small smile smiling snow soft standing street studio style stylish suit summer sun
  sunglasses sunlight sunset sweater table tall tattoo the this tie top town tree trees under up vehicle video view
  walking wall warm water wearing white wide wind window winter with woman women wooden yellow young
`
  .trim()
  .split(/\s+/);
