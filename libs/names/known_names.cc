#include "libs/names/known_names.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

// Spellings of one name, then of the next: given names first, then family names.
constexpr absl::string_view kSpellings =
    "jeff geoff; jeffrey geoffrey jeffery geoffery; graham graeme grahame; stephen steven; "
    "sara sarah; catherine katherine kathryn katharine catharine cathryn kathrine; "
    "philip phillip; alan allan allen alun; brian bryan; neil neal niel neill; "
    "sean shaun shawn; stuart stewart; lindsay lindsey; ann anne; claire clare clair; "
    "jo joe; rae ray; jai jay; leah lea; "
    "jon john; eric erik; marc mark; karl carl; leslie lesley; frances francis; tracy tracey; "
    "nicholas nicolas nickolas; theresa teresa; zoe zoey; megan meghan meaghan; "
    "isabel isabelle isobel; gillian jillian; deborah debra debora; rachel rachael; "
    "hayley haley hailey; caitlin katelyn kaitlyn kaitlin caitlyn; yvette ivette; "
    "mohammed muhammad mohamed mohammad muhammed; louis lewis luis; lynn lynne lin lyn; "
    "jenny jennie; jeanne jean; michelle michele; elisabeth elizabeth; matthew mathew; "
    "geraint gerraint; laurence lawrence; anthony antony; russell russel; darren darryn; "
    "daryl darryl darrell; craig kraig; kristen kristin; kirsten kirstin; christine kristine; "
    "christina kristina; christopher kristopher; kris chris; kate cate; kathy cathy; "
    "katie katy; kim kym; vicky vicki vickie; nikki nicky nicki; jackie jacky jacqui; "
    "bobbie bobby; toni tony; terri terry; robyn robin; sandy sandie; mandy mandie; "
    "wendy wendi; kerry kerri kerrie; sherry sherri cherie; leanne lianne leeanne; "
    "joanne joann; dianne diane; julianne julieanne; maryanne marianne; suzanne susanne; "
    "rosanne roseanne; aaron aron arron; adrian adrien; jared jarrod jarred; justin justyn; "
    "corey cory; joel joell; gabriel gabrial; jacob jakob; isaac issac; "
    "zachary zachery zackary; zac zack zach; nathan nathen; ethan ethen; tyler tylor; "
    "taylor tayler; mason mayson; jayden jaden jaiden; aidan aiden; kayla kaila; "
    "ashleigh ashley ashlee; kayleigh kaylee; leigh lee li; hannah hanna; "
    "alison allison alyson; alicia alisha; natalie nathalie; madeleine madeline madelyn; "
    "sophia sofia; sophie sofie; phoebe pheobe; naomi niomi; siobhan shivaun chevonne; "
    "niamh neve; sinead shinead; aoife eefa; caoimhe keeva; keira kira; roisin rosheen; "
    "priya pria; smith smyth smythe; clark clarke; brown browne; thompson thomson; "
    "reed reid read; stevens stephens; stevenson stephenson; johnson jonson; davis davies; "
    "phillips philips philipps; nichols nicholls; green greene; moore moor; miller millar; "
    "white whyte; cook cooke; gray grey; pierce pearce; pearson pierson; mcdonald macdonald; "
    "mclean maclean; mckenzie mackenzie; oconnor oconner; connor conner; oneil oneill oneal; "
    "murray murry; kelly kelley; fisher fischer; schmidt schmitt; hoffman hoffmann; "
    "bailey bayley; rogers rodgers; wallace wallis; mayer meier maier; meyer myer; "
    "burns byrnes; harding hardinge; allan allen; simmons simmonds; hughes hewes; "
    "barnes barns; byrne burn; cohen coen; marshall marshal; mathews matthews; larsen larson; "
    "hansen hanson; andersen anderson; petersen peterson; olsen olson; jensen jenson; "
    "nielsen nielson; sorensen sorenson; wright right; lloyd loyd; lee li leigh";

// A full given name and its short forms, then the next.
constexpr absl::string_view kShortForms =
    "abigail abby abbie; adelaide addie; alexander alex al alec xander lex; "
    "alexandra alex alexa lexi; alan al; albert al bert bertie; alfred alf alfie; "
    "amanda mandy; amelia millie; andrew andy drew; angela angie ange; angelina angie; "
    "annabel bel annie; annabelle belle annie; anthony tony ant; antonia toni; "
    "antoinette toni; archibald archie; arthur artie; ashley ash; barbara barb barbie babs; "
    "bartholomew bart; beatrice bea trixie; belinda bel lindy; benedict ben; "
    "benjamin ben benny benji; bernadette bernie; bernard bernie; bradley brad; brandon bran; "
    "brenda bren; brendan bren; bridget bridie; bronwyn bron; caroline caz; carolyn lyn; "
    "cameron cam; cassandra cass cassie; catherine cath cathy kate katie cat kat kitty katy; "
    "cecilia cissy; charles charlie chuck chas; charlotte charlie lottie char; "
    "christian chris; christina chris tina chrissy christie; "
    "christine chris tina chrissy christie; christopher chris topher; cynthia cindy; "
    "daniel dan danny; danielle dan dani danni; david dave davey; deborah deb debbie; "
    "denise den; dennis den denny; desmond des; diana di; diane di; dominic dom; "
    "dominique dom; donald don donny; dorothy dot dottie dolly; douglas doug; "
    "edmund ed eddie ned; edward ed eddie ted teddy ned; edwin ed eddie; eleanor ellie nell; "
    "elizabeth liz lizzie beth betty eliza libby bess betsy; emily em emmy; emma em; "
    "ernest ernie; eugene gene; evelyn evie; felicity flick fliss; florence flo florrie; "
    "frances fran frankie; francesca fran frankie chess; francis frank; "
    "frederick fred freddie freddy; gabriel gabe; gabriella gabby gabbie; "
    "gabrielle gabby gabbie; genevieve gen; geoffrey geoff; george georgie; "
    "georgina georgie gina; georgia georgie; gerald gerry; gerard gerry ged; "
    "geraldine gerry geri; gillian gill jill gilly; gordon gord; gregory greg; gwendolyn gwen; "
    "hannah han; harold harry hal; harriet harry hattie; henry hank; herbert herb bert; "
    "hilary hil; howard howie; hugh hughie; imogen immy; irene rene; isabella bella izzy issy; "
    "isabel izzy issy bel; jacinta jac; jackson jack; jacob jake; jacqueline jackie jacki; "
    "jaqueline jackie; james jim jimmy; janet jan; janice jan; jasmine jas jaz jazz; "
    "jason jase jay; jeremy jem jez jerry; jennifer jen jenny; jessica jess jessie; "
    "joan joanie; joanna jo; joanne jo; johanna jo; john johnny; jonathan jon jonny; "
    "johnathan johnny; jordan jord jordy; joseph joe joey; josephine jo josie; joshua josh; "
    "judith judy jude; julia jules; julian jules; julie jules; juliet jules; justine jus; "
    "karen kaz; katrina kat trina; kathleen kath kathy; kenneth ken kenny; kevin kev; "
    "kimberly kim; kimberley kim; kirsten kirsty; kristen kris; lachlan lachie lockie; "
    "laura lozza; laurence larry laurie; leonard len lenny leo; leslie les; lillian lily lil; "
    "linda lindy lin; lindsay linds; louise lou; lucy lu; lucinda cindy; luke lukey; "
    "lynette lyn; madeleine maddie maddy; malcolm mal; "
    "margaret marg maggie meg peg peggy margie; martin marty; matilda tilly; "
    "matthew matt matty; maureen mo; maurice mo; maxine max; maximilian max; maxwell max; "
    "melanie mel; melinda mel mindy; melissa mel missy lissa; michael mike mick micky mikey; "
    "michelle shell shelly mich; miranda mandy; miriam mim; mitchell mitch; mohammed mo; "
    "monica mon; nadine nads; natalie nat; natasha tash nat; nathan nate nath; "
    "nathaniel nate nat; nicholas nick nicky nic; nicole nic nicky nik; nicola nic nicky; "
    "nigel nige; norman norm; oliver ollie olly; olivia liv livvy ollie; oscar ozzie; "
    "owen owie; pamela pam; patricia pat tricia trish patty patsy; patrick pat paddy; "
    "paul paulie; penelope penny pen; peter pete; philip phil pip; philippa pip pippa; "
    "phillipa pip pippa; priscilla cilla; rachel rach; ralph ralphie; raymond ray; "
    "rebecca bec becky beck becca; reginald reg reggie; rhiannon rhi; "
    "richard rich rick ricky dick richie; robert rob bob bobby robbie bert; roberta bobbie; "
    "roderick rod; rodney rod; roger rog; roland rollo; ronald ron ronnie; rosalind roz ros; "
    "rosemary rosie; roslyn ros roz; rosalyn ros roz; russell russ; samantha sam sammy; "
    "samuel sam sammy; sarah sal; scott scotty; sebastian seb; shannon shan; "
    "sharon shaz shazza; shirley shirl; sidney sid; simon si; simone sim; sophie soph; "
    "stanley stan; stephanie steph stephie; stephen steve stevie; stuart stu; "
    "susan sue susie suzie; suzanne sue suzie susie suzy; susannah sue susie; sylvia syl; "
    "tamara tam tammy; tamsin tam; tanya tan; terence terry tel; theodore theo ted teddy; "
    "theresa terry tess tessa; thomas tom tommy; timothy tim timmy; tobias toby; trevor trev; "
    "valerie val; vanessa ness nessa; veronica ronnie; victor vic; victoria vicky tori vic; "
    "vincent vince vinnie; violet vi; virginia ginny; vivienne viv; vivian viv; "
    "walter wally walt; warren waz; wayne wayno; wilfred wilf; william will bill billy willy; "
    "winifred win winnie; yolanda yoli; zachary zac; siddharth sid; krishnan krish; "
    "konstantinos kon; constantine con; dimitrios dimi; anastasia ana stasia; "
    "alessandro alex sandro; giovanni gio; antonio tony; salvatore sal sam";

// Names that need no row above.
constexpr absl::string_view kOthers[] = {
    // Given names.
    "ada adam adele agnes aileen aisha alana alfie alexis ali alice alma alyssa amber amelie amir "
    "amira "
    "amit amy ana anastasia andrea andre angus anil anika anita anna annette annie anton anya "
    "april "
    "ariana arjun arlene arnold astrid audrey aurora austin ava beau bella ben bernice beryl beth "
    "betty "
    "beverley beverly blake bonnie boris brad brandon brayden brenda brendan brent brett brianna "
    "brodie brooke bruce bruno bryce byron caleb calvin cara carla carlos carmel carmen carol "
    "carole "
    "cecil celeste celia chad chantal charlene chelsea cheryl chloe christie clara claudia clayton "
    "cliff clifford clive clyde cody colette colin connor conrad cooper cora courtney cyril "
    "cynthia "
    "daisy dale damian damien damon dana dane danica daphne darcy darius dawn dean debbie declan "
    "deepak denis derek derrick desiree devon diego dina dirk dimitri dolores donna dora doreen "
    "doris "
    "drew duncan dustin dylan eamon earl ebony eddie eden edith eileen elaine elena eli elias "
    "elise "
    "eliza ella ellen elliot ellis elliott elmer elsa elsie emil emilia emmanuel eric erica erin "
    "ernest esme "
    "estelle esther eugenie eva evan eve ewan faith farah fatima faye felix fergus fiona fleur "
    "flora "
    "floyd frank franklin fraser freya gail garry gary gareth garth gavin gemma george georgia "
    "gerard gina "
    "giselle gita glen glenda glenn gloria grace grant greta guy gwen hamish hana hans harley "
    "harper harris harrison harry harvey hassan hazel heath heather hector heidi helena helga "
    "henrietta "
    "herman hilda holly hope hugo hunter hussein ian ibrahim ida igor imran ines ingrid irene iris "
    "irma isla ivan ivy jack jade jai jake jamal jamie jan jana jane janelle janine jared jarrod "
    "jasper javier jay jeanette jed jeremiah jeremy jerome jesse jill jimmy jin joan joe joel joy "
    "joyce "
    "juan juanita judy julia julie juliana juliette june karen karina kate katie kay keith kelly "
    "kelvin kendall "
    "kent kerry kevin khalid kieran kiran kirk kirsty krishna kurt kyle kylie kyra lachlan lana "
    "lance "
    "lara larissa larry laura lauren laurel lea leah leila lena leo leon leona leroy levi liam "
    "lila "
    "lilian liliana lily lisa liz lloyd logan lois lola lorenzo loretta lorna lorraine lou lucia "
    "lucille luka luna "
    "lydia mabel mae maggie maia maisie malik mara marcel marcia marco margot maria mariam marie "
    "marina mario "
    "marion marissa marjorie marlene marlon martha martina marvin mary maryam matilda maude "
    "maurice mavis max "
    "maya melody mercedes meredith merle mia mick mike mila mildred miles millie milton mina minh "
    "mira "
    "moira molly mona morgan muriel myra myrtle nadia nancy narelle ned neville ngaire nina noah "
    "noel nora noelle "
    "noreen norma odette olga omar opal orla osman otto owen paige pascal patty paula pauline "
    "pearl pedro peggy "
    "penny percy perry phyllis pierce piper poppy portia preston prue quentin quinn rafael raj "
    "rajesh ralph "
    "ramona randall ravi ray rebekah reece regina renee reuben rex rhonda rhys rita river rob "
    "roberto rocco rohan roland "
    "roman ronan rory rosa rose rosie ross rowan roxanne roy ruby rudolf rufus rupert ruth ryan "
    "sabrina "
    "sacha sally salma samir sanjay santiago scarlett scott selena serena seth shane shannon "
    "sharon sheila shelley "
    "sheryl shirley sienna sierra silvia simone skye sonia sonya spencer stacey stacy stan stella "
    "summer sunil sunita "
    "susana sven tabitha tahlia talia tania tara tariq tasha ted tegan tessa thea thelma tiffany "
    "tim tina "
    "todd toby travis trent tristan troy uma ursula val vera verity vernon vikram viola vivek wade "
    "wanda "
    "warwick wes wesley whitney wilma xavier yasmin yolanda yuki yusuf zainab zara zelda zena ",
    // Family names.
    "abbott adams ahmed ali allison ang armstrong arnold atkins atkinson austin baker baldwin ball "
    "banks barber barker barlow "
    "barnett barrett barry bartlett barton bates baxter beck becker bell bennett benson berry "
    "bishop black blair "
    "blake bond booth bowen boyd bradley brady brennan brooks bruce bryant buckley burgess burke "
    "burnett burton butler "
    "byrd cain campbell cannon carey carlson carpenter carr carroll carson carter casey chambers "
    "chan chandler chang chapman chen cheng "
    "chong chow chung clayton coleman collins connolly conway cooper costa cox craig crawford "
    "cross cunningham curtis dalton "
    "daly daniel daniels davidson dawson day dean delaney diaz dixon dolan donnelly donovan "
    "douglas doyle duffy duncan dunn "
    "edmonds edwards elliott ellis evans farrell ferguson fernandez fernando field fitzgerald "
    "fleming fletcher flynn ford foster fowler fox francis "
    "franklin fraser freeman french fuller gallagher garcia gardner george gibbs gibson gilbert "
    "gill glover gomez "
    "gonzalez goodman goodwin gordon graham grant greenwood griffin griffith griffiths gupta hale "
    "hall hamilton hammond hancock hardy "
    "harper harrington harris harrison hart harvey hawkins hayes henderson henry herbert higgins "
    "hill hodges hogan holland holmes "
    "holt hooper hopkins horton hossain howard howe howell hudson huang hunt hunter hussain "
    "hutchinson huynh ibrahim ingram irwin jackson jacobs "
    "james jenkins jennings johnston jones jordan joseph joyce kane kaur kaye keating keller kemp "
    "kennedy kent khan kim "
    "king kirk knight kumar lamb lambert lane lang lawrence lawson le leach leonard leslie lewis "
    "lim lin lindsay liu "
    "logan long lopez love lowe lucas lynch ma maguire mahoney malone mann manning marsh martin "
    "martinez mason "
    "maxwell may mccarthy mccormack mccoy mcgrath mcgregor mcintyre mckay mcmahon mcnamara meadows "
    "mendoza middleton mills mitchell montgomery "
    "moran morgan morris morrison morton moss mullen murphy myers nash neal nelson newman newton "
    "ng nixon noble nolan norman "
    "norris norton obrien odonnell oconnell okafor okeeffe oliver osborne osullivan owens owen "
    "page palmer park parker parsons patel paterson patterson payne pereira "
    "perera perez perkins perry peters pham pope porter potter powell power pratt preston price "
    "prince quinn "
    "ramirez ramsey randall ray raymond reeves reilly reyes reynolds rice richards richardson "
    "riley rivera robbins roberts robertson robinson rodriguez "
    "rose ross rowe roy rudd russell ryan salazar sanchez sanders saunders savage schneider "
    "schultz schwartz scott sharma sharp shaw shea "
    "shepherd sherman short silva simon simpson sims sinclair singh skinner slater spencer stanley "
    "steele stone strong sullivan sutherland sutton swan sweeney "
    "tan tanner tate taylor tran thomas tucker turnbull turner underwood valentine vaughan vincent "
    "vu wade wagner walker wall waller walsh walters walton wang ward "
    "warner warren waters watkins watson watts weaver webb weber webster weiss welch wells west "
    "wheeler wilcox wilkins wilkinson williams "
    "williamson willis wilson winter wolf wong wood woods woodward wu wyatt xu yang yates yeung "
    "york young zhang zhao zhou zhu",
};

using Table = absl::flat_hash_map<std::string, KnownName>;

const Table& KnownNames() {
  static const Table* const table = [] {
    auto* const made = new Table();
    const auto name_of = [&](absl::string_view text) -> KnownName& {
      const int next_id = static_cast<int>(made->size());
      return made->try_emplace(std::string(text), KnownName{.id = next_id}).first->second;
    };
    int group = 0;
    for (const absl::string_view row : absl::StrSplit(kSpellings, ';')) {
      std::optional<int> id;
      for (const absl::string_view text : absl::StrSplit(row, ' ', absl::SkipEmpty())) {
        KnownName& name = name_of(text);
        // A name can be in two rows ("allen"); its first row gives it its id.
        if (name.spellings.empty()) name.id = id.value_or(name.id);
        if (!id.has_value()) id = name.id;
        name.spellings.push_back(group);
      }
      ++group;
    }
    for (const absl::string_view row : absl::StrSplit(kShortForms, ';')) {
      std::optional<int> full;
      for (const absl::string_view text : absl::StrSplit(row, ' ', absl::SkipEmpty())) {
        KnownName& name = name_of(text);
        if (!full.has_value()) {
          full = name.id;
        } else {
          name.full_forms.push_back(*full);
        }
      }
    }
    // What is short for a name in one spelling is short for it in all: "jeff" like "geoff".
    absl::flat_hash_map<int, std::vector<int>> full_forms;
    for (const auto& [text, name] : *made) {
      std::vector<int>& all = full_forms[name.id];
      all.insert(all.end(), name.full_forms.begin(), name.full_forms.end());
    }
    for (auto& [text, name] : *made) name.full_forms = full_forms[name.id];
    for (const absl::string_view row : kOthers) {
      for (const absl::string_view text : absl::StrSplit(row, ' ', absl::SkipEmpty())) {
        name_of(text);
      }
    }
    return made;
  }();
  return *table;
}

bool Contains(const std::vector<int>& ids, int id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

const KnownName* FindKnownName(absl::string_view word) {
  const auto found = KnownNames().find(word);
  return found == KnownNames().end() ? nullptr : &found->second;
}

bool AreSpellingsOfOneName(const KnownName& a, const KnownName& b) {
  return std::any_of(a.spellings.begin(), a.spellings.end(),
                     [&](int group) { return Contains(b.spellings, group); });
}

bool AreShortAndFull(const KnownName& a, const KnownName& b) {
  return Contains(a.full_forms, b.id) || Contains(b.full_forms, a.id);
}

}  // namespace frontdesk
