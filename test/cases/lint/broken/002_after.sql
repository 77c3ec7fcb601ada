-- Description: files after it are read all the same
-- Author: ann
truncate orders;
