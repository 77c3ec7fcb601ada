create text search dictionary simple_english (template = snowball, language = english, stopwords = english);
create text search configuration plain (copy = simple);
create text search configuration english2 (parser = default);
alter text search configuration english2 add mapping for asciiword with simple_english;
alter text search configuration english2 add mapping for word, int with simple;
create text search template simple2 (lexize = dsimple_lexize, init = dsimple_init);
