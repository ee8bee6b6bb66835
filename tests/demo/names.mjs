// First names and surnames, by background and, for Swedish names, by decade of birth.

import { createRandom } from './prng.mjs';

const list = (text) => text.trim().split(/\s+/);

// Decade of birth → [women, men]. People born before the first decade get that of the first.
const SWEDISH = {
  1960: [list(`Anna Maria Lena Eva Annika Karin Carina Marie Susanne Helena Monica Ulrika Åsa Pia Ann-Marie
    Gunilla Birgitta Kerstin Marianne Agneta Cecilia Catarina Eva-Lena Lotta Maud Yvonne Anneli Britt-Marie`),
  list(`Per Anders Lars Mikael Peter Thomas Jan Ulf Göran Stefan Håkan Magnus Bengt Mats Bo Leif Kjell Urban
    Christer Roger Jörgen Tommy Ola Lennart Sven-Erik Torbjörn Claes Björn`)],
  1970: [list(`Anna Maria Åsa Jenny Malin Linda Camilla Ulrika Sofia Susanna Helena Pernilla Charlotte Annika
    Katarina Marie Johanna Cecilia Petra Therese Jessica Kristina Lena Veronica Mia Karolina Ingela Josefin`),
  list(`Fredrik Magnus Anders Johan Mikael Daniel Mattias Andreas Peter Henrik Martin Stefan Jonas Patrik
    Niklas Tobias Joakim Marcus Jörgen Ola Pontus Roger Håkan Per Björn Rickard Conny Ulf`)],
  1980: [list(`Anna Sara Emma Maria Elin Johanna Jenny Linda Malin Sofia Hanna Ida Lina Jessica Frida Therese
    Sandra Caroline Emelie Cecilia Karin Louise Matilda Angelica Lisa Kristin Josefine Evelina Ellinor Ylva`),
  list(`Johan Daniel Erik Andreas Marcus Martin Fredrik Mattias Jonas Henrik David Niklas Peter Robin
    Christoffer Gustav Viktor Tobias Simon Emil Jakob Sebastian Jens Björn Pontus Linus Oskar Rasmus Kristian`)],
  1990: [list(`Emma Sara Elin Hanna Johanna Julia Amanda Ida Matilda Emelie Sofia Frida Moa Linnéa Rebecka
    Felicia Josefin Lovisa Ellen Klara Isabelle Alice Cornelia Fanny Malin Evelina Nathalie Tove Agnes Ebba`),
  list(`Erik Simon Marcus Alexander Oscar Viktor Emil Robin Anton Filip Jonathan Sebastian Daniel Gustav
    Johan Adam Rasmus Jakob Fredrik David Albin Linus Jesper Joel Christoffer Ludvig Kevin Axel Isak Kalle`)],
  2000: [list(`Emma Julia Wilma Ella Elsa Alice Maja Linnéa Ida Alva Agnes Amanda Klara Ebba Moa Saga Nellie
    Elin Isabelle Tilde Tuva Lovisa Felicia Emilia Hilda Ellen Stina Signe Nova Thea Filippa Elvira Ester Hanna
    Meja Molly Tyra Siri Leia Edith Vendela Märta Vilda Cornelia Lova Ellinor Sofia Alicia Olivia Astrid`),
  list(`William Oscar Lucas Elias Alexander Hugo Oliver Theo Liam Axel Viktor Emil Filip Leo Anton Gustav
    Albin Isak Noah Edvin Vincent Arvid Ludvig Melvin Viggo Erik Nils Adam Max Alvin Charlie Sixten Malte Melker
    Kevin Jonathan Rasmus Simon Linus Hjalmar Benjamin Ville Wilmer Olle Love Casper Gabriel Felix Sebastian Tage`)],
  2010: [list(`Alice Maja Vera Alma Selma Elsa Lilly Astrid Freja Wilma Olivia Saga Signe Ellie Ebba Alva Ines
    Juni Leah Stella Agnes Clara Ella Iris Sigrid Lova Molly Tyra Hedda Elise Märta Edith Ester Julia Nova Bonnie
    Ellen Svea Livia Majken Ingrid Hilma Rut Tuva Celine Joline Luna Novalie Meja Siri Hilda Thea Elvira Filippa`),
  list(`Noah William Hugo Lucas Liam Oliver Elias Adam Matteo Leo Vincent Nils Frans Theo August Alfred Ludvig
    Oscar Arvid Walter Harry Elliot Sam Charlie Viggo Gustav Otto Frank Loui Sixten Melvin Axel Ebbe Malte Tage
    Vidar Henry Ivar Olle Sigge Edvin Ture Valter Isak Love Julian Jack Ture Milo Björn Hjalmar Albin Folke Gösta`)],
};

const SWEDISH_SURNAMES = list(`Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson
  Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Olofsson Lindström
  Lindqvist Lindgren Axelsson Berg Bergström Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson
  Sandberg Henriksson Forsberg Sjöberg Wallin Engström Danielsson Håkansson Eklund Lundin Gunnarsson Holm
  Bergman Samuelsson Fransson Wikström Isaksson Bergqvist Arvidsson Nyström Holmberg Löfgren Söderberg Nyberg
  Blomqvist Claesson Mårtensson Nordström Lundström Björk Eliasson Viklund Hermansson Ström Björklund Nyman
  Sundberg Ekström Sandström Martinsson Falk Åberg Hedlund Dahlberg Lind Hellström Sjögren Abrahamsson Blom Åkesson
  Öberg Ek Jonasson Månsson Norberg Sundström Strömberg Dahl Åström Hansén Lövgren Ahlström Rosén Sand Ivarsson
  Åkerlund Lilja Bäckström Friberg Ottosson Palm Bodin Tholin Hägg Frisk Rask Sköld Kvist Gren Malmsjö Tegnér
  Wester Brodin Ljung Stål Rydell Höglund Backman Hedman Lindell Ståhl Vinge Östlund Ödman Ängquist Törnqvist`);

// Background → share among the families that are not of Swedish background, language of the mother
// tongue group, names of girls, boys, and families.
const OTHERS = {
  arabic: { share: 30, language: 'ARA',
    female: list(`Fatima Maryam Aya Nour Sara Layla Zahra Hala Rima Lamar Jana Yasmin Amira Salma Hiba Dana Rania
      Lina Malak Noor Farah Shahad Tala Mariam Sidra Aisha Huda Dima Ghazal Batoul Rahaf Sham Talia Judy`),
    male: list(`Mohammed Ahmed Ali Omar Yousef Ibrahim Hassan Hussein Adam Mustafa Abdullah Karim Khaled Amir Zaid
      Hamza Bilal Tarek Rami Jad Nabil Samir Anas Sami Bashar Laith Yaman Taim Mahmoud Elyas Faris Ayham Majd`),
    family: list(`Al-Hassan Haddad Khalil Mansour Hamdan Said Darwish Nasser Khoury Saleh Al-Jabouri Kassem
      Othman Al-Masri Hamoud Ibrahim Shaheen Aziz Jaber Saad Rahim Al-Khatib Sabbagh Barakat Taha Karam Farhat`) },
  balkan: { share: 19, language: 'BOS',
    female: list(`Amina Lejla Emina Ajla Sara Merjem Elma Ena Adna Selma Sofija Milica Jovana Mia Lana Hana Iman
      Dženana Esma Nejla Anja Teodora Tea Ilma Medina Aida Una Lamija`),
    male: list(`Amar Adnan Emir Haris Tarik Dino Armin Kenan Edin Luka Nikola Stefan Filip Marko Benjamin Ajdin
      Eldin Imran Danis Aleksandar Vedran Ismar Harun Vuk Mirza Denis Jasmin Damir`),
    family: list(`Hadžić Begić Hodžić Kovačević Petrović Jovanović Mujić Delić Halilović Avdić Suljić Nikolić
      Marković Omerović Imamović Salihović Bašić Ibrahimović Ramić Osmanović Mehmedović Tomić Babić Horvat Perić`) },
  albanian: { share: 10, language: 'SQI',
    female: list(`Arta Elira Dafina Leonora Blerta Erza Rina Albina Elisa Diellza Fjolla Arbnora Lea Melisa Era
      Besa Vesa Arjeta Njomza Valentina`),
    male: list(`Arben Leotrim Dren Endrit Valon Blend Ardian Luan Rion Erion Albin Jon Lirim Besnik Fatos Kushtrim
      Diar Amar Edon Dion`),
    family: list(`Krasniqi Gashi Berisha Hoxha Morina Shala Bytyqi Rexhepi Thaqi Kelmendi Osmani Haziri Zeqiri
      Syla Kastrati Mustafa Ahmeti Dervishi Maloku Aliu`) },
  somali: { share: 10, language: 'SOM',
    female: list(`Hodan Ayaan Fadumo Sagal Ifrah Hamdi Amina Khadija Sumaya Ikram Najma Hibo Asma Hafsa Ubah Idil
      Ladan Nasra Muna Filsan`),
    male: list(`Abdi Mohamed Ahmed Yusuf Abdirahman Liban Ayub Zakaria Guled Hassan Khalid Mahad Ismail Bilal
      Hamza Abdullahi Faysal Suleiman Idris Sharmarke`),
    family: list(`Abdi Mohamed Hassan Ali Warsame Farah Hussein Omar Jama Nur Ismail Yusuf Osman Aden Abdullahi
      Dahir Barre Muse Elmi Guled`) },
  persian: { share: 10, language: 'FAS',
    female: list(`Zahra Parisa Nazanin Mahsa Setareh Sahar Elnaz Yasaman Hosna Fereshteh Negin Shirin Roya Nila
      Tara Kimia Ava Helia Masoumeh Arezo`),
    male: list(`Arman Amir Reza Mehdi Ali Dariush Navid Arash Parsa Mahdi Hamid Omid Kian Sina Ehsan Farhad Aryan
      Mostafa Behrad Nima`),
    family: list(`Ahmadi Rezai Hosseini Karimi Mohammadi Rahimi Haidari Jafari Moradi Sharifi Nazari Amini
      Ebrahimi Tehrani Akbari Noori Habibi Azizi Sadeghi Zamani`) },
  kurdish: { share: 8, language: 'KUR',
    female: list(`Berfin Rojin Dilan Zilan Elif Zeynep Nisa Helin Evin Sena Havin Ronya Lana Ela Melek Jiyan Derya
      Aylin Defne Beritan`),
    male: list(`Baran Rojhat Deniz Azad Emre Can Diyar Yusuf Serhat Mert Mehmet Rodi Robin Arda Aras Zana Kerem
      Hejar Eren Siwan`),
    family: list(`Yildiz Demir Kaya Aydin Öztürk Celik Aslan Kurt Yilmaz Arslan Dogan Sahin Tekin Acar Polat Bozan
      Ozcan Karaca Baran Günes`) },
  polish: { share: 7, language: 'POL',
    female: list(`Zuzanna Maja Julia Oliwia Hanna Lena Zofia Amelia Aleksandra Natalia Wiktoria Nikola Emilia
      Gabriela Kinga Alicja`),
    male: list(`Jakub Kacper Szymon Filip Antoni Mateusz Wojciech Igor Oskar Bartosz Dawid Michał Piotr Krzysztof
      Nikodem Tymon`),
    family: list(`Kowalski Nowak Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski
      Kozłowski Mazur Krawczyk Kaczmarek Piotrowski Grabowski`) },
  other: { share: 6, language: null,
    female: list(`Ana Ioana Linh Mai Aino Nina Freja Mathilde Isabel Lucía Grace Blessing Selam Rahel Ploy Suda
      Elena Andreea Chloe Priya`),
    male: list(`Andrei Mihai Minh Duc Eino Mads Magnus Diego Mateo Samuel Daniel Yonas Natnael Arun Somchai David
      Stefan Ionuț James Arjun`),
    family: list(`Popescu Nguyen Tran Virtanen Korhonen Jensen Nielsen García Silva Tesfay Haile Srisai Okafor
      Ionescu Singh Hansen Mäkinen Le Costa Gebremedhin`) },
};

const OTHER_KEYS = Object.keys(OTHERS);
const OTHER_TOTAL = OTHER_KEYS.reduce((sum, key) => sum + OTHERS[key].share, 0);

/** The mother tongue of a background as a language code, or null. */
export function languageOf(background) {
  return background === 'swedish' ? null : OTHERS[background].language;
}

/** A background: 'swedish', or one of the others with the given total probability. */
export function drawBackground(random, foreignShare) {
  if (!random.chance(foreignShare)) return 'swedish';
  let left = random.next() * OTHER_TOTAL;
  return OTHER_KEYS.find((key) => (left -= OTHERS[key].share) < 0) ?? 'other';
}

// Names near the top of a list are the common ones of their decade.
function pickCommon(random, names) {
  return names[Math.floor(random.next() ** 1.4 * names.length)];
}

export function drawGivenName(random, background, gender, birthYear) {
  const column = gender === 'female' ? 0 : 1;
  if (background !== 'swedish') {
    // Some families choose a name of the country that they live in.
    const own = OTHERS[background][gender === 'female' ? 'female' : 'male'];
    if (!random.chance(0.06)) return random.pick(own);
  }
  const decade = Math.min(Math.max(Math.floor(birthYear / 10) * 10, 1960), 2010);
  return pickCommon(random, SWEDISH[decade][column]);
}

export function drawFamilyName(random, background) {
  if (background === 'swedish') {
    const name = pickCommon(random, SWEDISH_SURNAMES);
    return random.chance(0.07) ? `${name} ${random.pick(SWEDISH_SURNAMES)}` : name;
  }
  return random.pick(OTHERS[background].family);
}

const LETTERS = { ł: 'l', ø: 'o', đ: 'd', æ: 'ae', ß: 'ss' };

/** A name as ASCII letters, for a login: Åsa Öberg-Lind → asa, oberg-lind. */
export function foldName(name) {
  return name.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    .replace(/[łøđæß]/g, (letter) => LETTERS[letter]).replace(/[^a-z-]+/g, '');
}

/** Hands out logins that never occur twice. */
export function createLogins() {
  const used = new Map();
  return function login(given, family, domain) {
    const base = `${foldName(given)}.${foldName(family.split(' ')[0])}`;
    const count = (used.get(`${base}@${domain}`) ?? 0) + 1;
    used.set(`${base}@${domain}`, count);
    return `${base}${count > 1 ? count : ''}@${domain}`;
  };
}

/** Names of a person with a stream of their own. */
export function createNamer(seed, purpose) {
  const random = createRandom(seed, purpose);
  return (background, gender, birthYear) => ({
    given: drawGivenName(random, background, gender, birthYear),
    family: drawFamilyName(random, background),
  });
}
