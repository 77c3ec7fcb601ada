// Every column of PostgreSQL's catalogues, 12 to 18: read by a kind, printed by a function, or ignored for a reason.

export interface Catalogue {
  /** Columns that a query of ours names; `:17-18` says in which majors there is such a column. */
  readonly read?: string;
  /** Columns that a function of PostgreSQL prints for us. */
  readonly printed?: Readonly<Record<string, string>>;
  /** Columns that we leave alone, by the reason. */
  readonly ignored?: Readonly<Record<string, string>>;
}

export const CATALOGUES: Readonly<Record<string, Catalogue>> = {
  pg_aggregate: {
    read:
      "aggfnoid aggkind aggtransfn aggfinalfn aggcombinefn aggserialfn aggdeserialfn aggmtransfn " +
      "aggminvtransfn aggmfinalfn aggfinalextra aggmfinalextra aggfinalmodify aggmfinalmodify " +
      "aggsortop aggtranstype aggtransspace aggmtranstype aggmtransspace agginitval aggminitval",
    printed: {
      pg_get_function_identity_arguments: "aggnumdirectargs",
    },
  },
  pg_am: {
    read: "oid amname amhandler amtype",
  },
  pg_amop: {
    read: "oid amoplefttype amoprighttype amopstrategy amopopr amopsortfamily",
    ignored: {
      "follows from other columns": "amopfamily amoppurpose amopmethod",
    },
  },
  pg_amproc: {
    read: "oid amproclefttype amprocrighttype amprocnum amproc",
    ignored: {
      "follows from other columns": "amprocfamily",
    },
  },
  pg_attrdef: {
    read: "oid adrelid adnum adbin",
  },
  pg_attribute: {
    read:
      "attrelid attname atttypid attstattarget attnum atttypmod attstorage attnotnull attidentity " +
      "attgenerated attisdropped attislocal attinhcount attcollation attacl attoptions " +
      "attfdwoptions attcompression:14-18",
    ignored: {
      "how and where it is kept, not what it is": "attlen attndims attcacheoff:12-17 attbyval attalign",
      "follows from other columns": "atthasdef",
      "the value that rows from before the column have": "atthasmissing attmissingval",
    },
  },
  pg_auth_members: {
    ignored: {
      "roles are the cluster's":
        "roleid member grantor admin_option oid:16-18 inherit_option:16-18 set_option:16-18",
    },
  },
  pg_authid: {
    ignored: {
      "roles are the cluster's":
        "oid rolname rolsuper rolinherit rolcreaterole rolcreatedb rolcanlogin rolreplication " +
        "rolbypassrls rolconnlimit rolpassword rolvaliduntil",
    },
  },
  pg_cast: {
    read: "oid castsource casttarget castfunc castcontext castmethod",
  },
  pg_class: {
    read:
      "oid relname relnamespace reltype reloftype relowner relam reltablespace reltoastrelid " +
      "relpersistence relkind relrowsecurity relforcerowsecurity relispopulated relreplident " +
      "relispartition relacl reloptions relpartbound",
    ignored: {
      "how and where it is kept, not what it is": "relfilenode relrewrite",
      "gathered by the server": "relpages reltuples relallvisible relfrozenxid relminmxid relallfrozen:18-18",
      "follows from other columns":
        "relhasindex relisshared relnatts relchecks relhasrules relhastriggers relhassubclass",
    },
  },
  pg_collation: {
    read:
      "oid collname collnamespace collowner collprovider collisdeterministic collcollate " +
      "collctype colliculocale:15-16 collicurules:16-18 colllocale:17-18",
    ignored: {
      "that of the machine, or of the database when it was made": "collencoding collversion",
    },
  },
  pg_constraint: {
    read:
      "oid conname connamespace contype condeferrable condeferred convalidated conrelid contypid " +
      "conindid conparentid conislocal coninhcount conkey conenforced:18-18",
    printed: {
      pg_get_constraintdef:
        "confrelid confupdtype confdeltype confmatchtype connoinherit confkey conexclop conbin " +
        "confdelsetcols:15-18 conperiod:18-18",
    },
    ignored: {
      "follows from other columns": "conpfeqop conppeqop conffeqop",
    },
  },
  pg_conversion: {
    read: "oid conname connamespace conowner conforencoding contoencoding conproc condefault",
  },
  pg_database: {
    ignored: {
      "the database itself is no part of its schema":
        "oid datname datdba encoding datcollate datctype datistemplate datallowconn datconnlimit " +
        "datlastsysoid:12-14 datfrozenxid datminmxid dattablespace datacl datlocprovider:15-18 " +
        "daticulocale:15-16 datcollversion:15-18 daticurules:16-18 dathasloginevt:17-18 " +
        "datlocale:17-18",
    },
  },
  pg_db_role_setting: {
    ignored: {
      "settings of the database and of roles are the cluster's": "setdatabase setrole setconfig",
    },
  },
  pg_default_acl: {
    read: "oid defaclrole defaclnamespace defaclobjtype defaclacl",
  },
  pg_depend: {
    read: "classid objid objsubid refclassid refobjid refobjsubid deptype",
  },
  pg_description: {
    read: "objoid classoid objsubid description",
  },
  pg_enum: {
    read: "oid enumtypid enumsortorder enumlabel",
  },
  pg_event_trigger: {
    read: "oid evtname evtevent evtowner evtfoid evtenabled evttags",
  },
  pg_extension: {
    read: "oid extname extnamespace extrelocatable extversion",
    ignored: {
      "cannot be changed, and means nothing later": "extowner",
      "the extension's own": "extconfig extcondition",
    },
  },
  pg_foreign_data_wrapper: {
    read: "oid fdwname fdwowner fdwhandler fdwvalidator fdwacl fdwoptions",
  },
  pg_foreign_server: {
    read: "oid srvname srvowner srvfdw srvtype srvversion srvacl srvoptions",
  },
  pg_foreign_table: {
    read: "ftrelid ftserver ftoptions",
  },
  pg_index: {
    read: "indexrelid indrelid indisclustered indisvalid indisreplident indpred",
    printed: {
      pg_get_indexdef:
        "indnkeyatts indisunique indkey indcollation indclass indoption indexprs " +
        "indnullsnotdistinct:15-18",
    },
    ignored: {
      "follows from other columns": "indnatts indisprimary indisexclusion indimmediate",
      "how far the index's making has come; an invalid one is reported": "indcheckxmin indisready indislive",
    },
  },
  pg_inherits: {
    read: "inhrelid inhparent inhseqno",
    ignored: {
      "a detachment that was not finished": "inhdetachpending:14-18",
    },
  },
  pg_init_privs: {
    read: "objoid classoid objsubid initprivs",
    ignored: {
      "follows from other columns": "privtype",
    },
  },
  pg_language: {
    read: "oid lanname lanowner lanispl lanpltrusted lanplcallfoid laninline lanvalidator lanacl",
  },
  pg_largeobject: {
    ignored: {
      data: "loid pageno data",
    },
  },
  pg_largeobject_metadata: {
    ignored: {
      data: "oid lomowner lomacl",
    },
  },
  pg_namespace: {
    read: "oid nspname nspowner nspacl",
  },
  pg_opclass: {
    read: "oid opcmethod opcname opcnamespace opcowner opcfamily opcintype opcdefault opckeytype",
  },
  pg_operator: {
    read:
      "oid oprname oprnamespace oprowner oprcanmerge oprcanhash oprleft oprright oprcom oprnegate " +
      "oprcode oprrest oprjoin",
    ignored: {
      "follows from other columns": "oprkind oprresult",
    },
  },
  pg_opfamily: {
    read: "oid opfmethod opfname opfnamespace opfowner",
  },
  pg_parameter_acl: {
    ignored: {
      "parameters are the cluster's": "oid:15-18 parname:15-18 paracl:15-18",
    },
  },
  pg_partitioned_table: {
    printed: {
      pg_get_partkeydef: "partstrat partattrs partclass partcollation partexprs",
    },
    ignored: {
      "follows from other columns": "partrelid partnatts partdefid",
    },
  },
  pg_pltemplate: {
    ignored: {
      "a fixed list, gone with 13":
        "tmplname:12-12 tmpltrusted:12-12 tmpldbacreate:12-12 tmplhandler:12-12 tmplinline:12-12 " +
        "tmplvalidator:12-12 tmpllibrary:12-12 tmplacl:12-12",
    },
  },
  pg_policy: {
    read: "oid polname polrelid polcmd polpermissive polroles polqual polwithcheck",
  },
  pg_proc: {
    read:
      "oid proname pronamespace proowner prokind proparallel pronargdefaults proargtypes " +
      "proallargtypes proargmodes proargnames proacl",
    printed: {
      pg_get_functiondef:
        "prolang procost prorows provariadic prosupport prosecdef proleakproof proisstrict " +
        "proretset provolatile prorettype proargdefaults protrftypes prosrc probin proconfig " +
        "prosqlbody:14-18",
    },
    ignored: {
      "follows from other columns": "pronargs",
    },
  },
  pg_publication: {
    read:
      "oid pubname pubowner puballtables pubinsert pubupdate pubdelete pubtruncate " +
      "pubviaroot:13-18 pubgencols:18-18",
  },
  pg_publication_namespace: {
    read: "oid:15-18 pnpubid:15-18 pnnspid:15-18",
  },
  pg_publication_rel: {
    read: "oid prpubid prrelid prqual:15-18 prattrs:15-18",
  },
  pg_range: {
    read: "rngtypid rngsubtype rngcollation rngsubopc rngcanonical rngsubdiff rngmultitypid:14-18",
  },
  pg_replication_origin: {
    ignored: {
      "replication origins are the cluster's": "roident roname",
    },
  },
  pg_rewrite: {
    read: "oid rulename ev_class ev_enabled",
    printed: {
      pg_get_ruledef: "ev_type is_instead ev_qual ev_action",
    },
  },
  pg_seclabel: {
    read: "objoid classoid objsubid provider label",
  },
  pg_sequence: {
    read: "seqrelid seqtypid seqstart seqincrement seqmax seqmin seqcache seqcycle",
  },
  pg_shdepend: {
    ignored: {
      "who owns and may do what is read where it is kept":
        "dbid classid objid objsubid refclassid refobjid deptype",
    },
  },
  pg_shdescription: {
    read: "objoid classoid description",
  },
  pg_shseclabel: {
    ignored: {
      "labels on what is the cluster's": "objoid classoid provider label",
    },
  },
  pg_statistic: {
    ignored: {
      "gathered by the server":
        "starelid staattnum stainherit stanullfrac stawidth stadistinct stakind1 stakind2 stakind3 " +
        "stakind4 stakind5 staop1 staop2 staop3 staop4 staop5 stacoll1 stacoll2 stacoll3 stacoll4 " +
        "stacoll5 stanumbers1 stanumbers2 stanumbers3 stanumbers4 stanumbers5 stavalues1 stavalues2 " +
        "stavalues3 stavalues4 stavalues5",
    },
  },
  pg_statistic_ext: {
    read: "oid stxname stxnamespace stxowner stxstattarget:13-18",
    printed: {
      pg_get_statisticsobjdef: "stxrelid stxkeys stxkind stxexprs:14-18",
    },
  },
  pg_statistic_ext_data: {
    ignored: {
      "gathered by the server":
        "stxoid stxdndistinct stxddependencies stxdmcv stxdexpr:14-18 stxdinherit:15-18",
    },
  },
  pg_subscription: {
    read:
      "oid subdbid subname subowner subenabled subconninfo subslotname subsynccommit " +
      "subpublications subbinary:14-18 substream:14-18 subtwophasestate:15-18 " +
      "subdisableonerr:15-18 subpasswordrequired:16-18 subrunasowner:16-18 suborigin:16-18 " +
      "subfailover:17-18",
    ignored: {
      "how far the subscription has come": "subskiplsn:15-18",
    },
  },
  pg_subscription_rel: {
    ignored: {
      "how far a subscription has come": "srsubid srrelid srsubstate srsublsn",
    },
  },
  pg_tablespace: {
    ignored: {
      "tablespaces are the cluster's; tables name theirs": "oid spcname spcowner spcacl spcoptions",
    },
  },
  pg_transform: {
    read: "oid trftype trflang trffromsql trftosql",
  },
  pg_trigger: {
    read: "oid tgrelid tgname tgenabled tgisinternal tgparentid:13-18",
    printed: {
      pg_get_triggerdef:
        "tgfoid tgtype tgconstrrelid tgdeferrable tginitdeferred tgattr tgargs tgqual tgoldtable " +
        "tgnewtable",
    },
    ignored: {
      "follows from other columns": "tgconstrindid tgconstraint tgnargs",
    },
  },
  pg_ts_config: {
    read: "oid cfgname cfgnamespace cfgowner cfgparser",
  },
  pg_ts_config_map: {
    read: "mapcfg maptokentype mapseqno mapdict",
  },
  pg_ts_dict: {
    read: "oid dictname dictnamespace dictowner dicttemplate dictinitoption",
  },
  pg_ts_parser: {
    read: "oid prsname prsnamespace prsstart prstoken prsend prsheadline prslextype",
  },
  pg_ts_template: {
    read: "oid tmplname tmplnamespace tmplinit tmpllexize",
  },
  pg_type: {
    read:
      "oid typname typnamespace typowner typtype typrelid typstorage typnotnull typbasetype " +
      "typtypmod typcollation typdefaultbin typacl typarray typdefault typlen typbyval typcategory " +
      "typispreferred typisdefined typdelim typelem typinput typoutput typreceive typsend typmodin " +
      "typmodout typanalyze typalign typsubscript:14-18",
    ignored: {
      "follows from other columns": "typndims",
    },
  },
  pg_user_mapping: {
    read: "oid",
    ignored: {
      "read through the view, which hides what we may not see": "umuser umserver umoptions",
    },
  },
};
